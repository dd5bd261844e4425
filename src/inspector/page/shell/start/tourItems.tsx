import { openTour, TOUR } from '../../tour/tour.ts';
import { Button } from '../../widgets/button.tsx';

/** The stories of the guided tour. */
export function TourItems() {
  return (
    <ol class="shell-tour">
      {TOUR.map((stop) => (
        <li key={stop.id}>
          <Button onClick={() => openTour(stop)}>
            <strong>{stop.title}</strong>
            <span class="soft">{stop.sentence}</span>
          </Button>
        </li>
      ))}
    </ol>
  );
}
