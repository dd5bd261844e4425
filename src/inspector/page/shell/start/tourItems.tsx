import { openTour, TOUR } from '../../tour/tour.ts';

/** The stories of the guided tour. */
export function TourItems() {
  return (
    <ol class="shell-tour">
      {TOUR.map((stop) => (
        <li key={stop.id}>
          <button type="button" onClick={() => openTour(stop)}>
            <strong>{stop.title}</strong>
            <span class="soft">{stop.sentence}</span>
          </button>
        </li>
      ))}
    </ol>
  );
}
