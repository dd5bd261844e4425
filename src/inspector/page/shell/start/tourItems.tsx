import { openTour } from '../../tour/open.ts';
import { TOUR } from '../../tour/tour.ts';

/** The stories of the guided tour. */
export function TourItems() {
  if (TOUR.length === 0) return <p class="shell-hint">There is no tour in this version.</p>;
  return (
    <ol class="shell-tour">
      {TOUR.map((stop) => (
        <li key={stop.id}>
          <button type="button" onClick={() => openTour(stop)}>
            <strong>{stop.title}</strong>
            <span>{stop.sentence}</span>
          </button>
        </li>
      ))}
    </ol>
  );
}
