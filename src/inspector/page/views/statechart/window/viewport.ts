/** The window through which a drawing is seen: a scrolling element, so that panning is native. */
import { signal } from '@preact/signals';
import type { Point, Rectangle, Size } from '../drawing/frame.ts';
import {
  centering,
  clampScale,
  fittingScale,
  revealing,
  wholeScale,
  zoomedOffset,
} from '../drawing/frame.ts';
import type { Sheet } from '../drawing/sheet.ts';

const ZOOM_STEP = 1.25;

/** Where a drawing was left. */
interface Place {
  readonly scale: number;
  readonly offset: Point;
}

export class Viewport {
  /** What of the drawing is seen, in its own pixels. */
  readonly seen = signal<Rectangle>({ x: 0, y: 0, width: 0, height: 0 });
  readonly scale = signal(1);
  /** How large the window is, in pixels of the screen. */
  readonly room = signal<Size>({ width: 0, height: 0 });
  private readonly scroller: HTMLElement;
  private readonly places = new WeakMap<Sheet, Place>();
  private sheet: Sheet | null = null;
  /** The drawing was not moved since it was fitted: it is fitted again when the window changes. */
  private fitted: Rectangle | null = null;
  /** The window, and how far it is scrolled, as they were measured last. */
  private size: Size = { width: 0, height: 0 };
  private scrolled: Point = { x: 0, y: 0 };

  constructor(scroller: HTMLElement) {
    this.scroller = scroller;
    this.measure();
  }

  /** Puts a drawing into the window, where it was left before. */
  show(sheet: Sheet, host: HTMLElement): void {
    if (this.sheet !== null) this.remember();
    this.sheet = sheet;
    host.replaceChildren(sheet.svg);
    const place = this.places.get(sheet);
    if (place === undefined) {
      this.fit(sheet.box);
      return;
    }
    this.fitted = null;
    this.resize(place.scale);
    this.moveTo(place.offset, 'instant');
  }

  /** There is nothing to show. */
  clear(): void {
    if (this.sheet !== null) this.remember();
    this.sheet = null;
  }

  /** Shows a part of the drawing so that it can be read. */
  fit(rectangle: Rectangle): void {
    if (this.sheet === null) return;
    this.fitted = rectangle;
    const own = this.toSheet(rectangle);
    this.resize(fittingScale(own, this.size));
    this.moveTo(centering(own, this.scale.value, this.size), 'instant');
  }

  /** Shows all of the drawing. */
  fitWhole(): void {
    if (this.sheet === null) return;
    const { box } = this.sheet;
    this.fitted = null;
    this.resize(wholeScale(box, this.size));
    this.moveTo(centering(this.toSheet(box), this.scale.value, this.size), 'instant');
  }

  /** The window has another size. */
  refit(): void {
    this.measure();
    if (this.fitted !== null) this.fit(this.fitted);
    else this.look();
  }

  zoom(way: 1 | -1): void {
    const { width, height } = this.size;
    this.zoomBy(way === 1 ? ZOOM_STEP : 1 / ZOOM_STEP, { x: width / 2, y: height / 2 });
  }

  /** @param anchor the point of the window that stays where it is */
  zoomBy(factor: number, anchor: Point): void {
    const { offset } = this;
    const from = this.scale.value;
    const to = clampScale(from * factor);
    this.fitted = null;
    this.resize(to);
    this.moveTo(zoomedOffset(offset, from, to, anchor), 'instant');
  }

  panBy(x: number, y: number): void {
    this.fitted = null;
    this.scroller.scrollBy({ left: x, top: y, behavior: 'instant' });
  }

  /** Sets a point of the drawing in the middle of the window. */
  centerOn({ x, y }: Point): void {
    this.fitted = null;
    const own = this.toSheet({ x, y, width: 0, height: 0 });
    this.moveTo(centering(own, this.scale.value, this.size), 'instant');
  }

  /**
   * Brings what is out of view into it, gently where that is wanted.
   *
   * @param covered what lies over the lower right corner of the window
   */
  reveal(rectangle: Rectangle, covered: Size): void {
    const { offset, size } = this;
    const own = this.toSheet(rectangle);
    const target = revealing(own, this.scale.value, offset, size, covered);
    if (target.x === offset.x && target.y === offset.y) return;
    this.fitted = null;
    this.moveTo(target, prefersStillness() ? 'instant' : 'smooth');
  }

  /** Whether a rectangle would fit into the window as it is scaled. */
  holds({ width, height }: Size): boolean {
    const scale = this.scale.value;
    return width * scale <= this.size.width && height * scale <= this.size.height;
  }

  /** Looks where the window is now. */
  readonly look = (): void => {
    this.measure();
    if (this.sheet === null) return;
    const scale = this.scale.value;
    const { offset, size } = this;
    const { box } = this.sheet;
    const { width, height } = this.room.peek();
    if (width !== size.width || height !== size.height) this.room.value = size;
    this.seen.value = {
      x: offset.x / scale + box.x,
      y: offset.y / scale + box.y,
      width: size.width / scale,
      height: size.height / scale,
    };
  };

  private remember(): void {
    if (this.sheet === null) return;
    this.places.set(this.sheet, { scale: this.scale.value, offset: this.offset });
  }

  private resize(scale: number): void {
    this.scale.value = scale;
    this.sheet?.resize(scale);
  }

  private moveTo({ x, y }: Point, behavior: ScrollBehavior): void {
    const margin = this.margin;
    this.scroller.scrollTo({ left: x + margin.x, top: y + margin.y, behavior });
    this.look();
  }

  /** Asks the browser, which costs a layout: only when something may have moved. */
  private measure(): void {
    const { clientWidth, clientHeight, scrollLeft, scrollTop } = this.scroller;
    this.size = { width: clientWidth, height: clientHeight };
    this.scrolled = { x: scrollLeft, y: scrollTop };
  }

  /** Where the window begins, in pixels of the drawing as it is scaled. */
  private get offset(): Point {
    const { margin, scrolled } = this;
    return { x: scrolled.x - margin.x, y: scrolled.y - margin.y };
  }

  /** A drawing that is smaller than the window stands in its middle. */
  private get margin(): Point {
    const { width, height } = this.sheet?.box ?? { width: 0, height: 0 };
    const scale = this.scale.value;
    return {
      x: Math.max(0, (this.size.width - width * scale) / 2),
      y: Math.max(0, (this.size.height - height * scale) / 2),
    };
  }

  private toSheet({ x, y, width, height }: Rectangle): Rectangle {
    const box = this.sheet?.box ?? { x: 0, y: 0 };
    return { x: x - box.x, y: y - box.y, width, height };
  }
}

/** The window of the view that is on the page. */
export const viewport = signal<Viewport | null>(null);

export function prefersStillness(): boolean {
  return matchMedia('(prefers-reduced-motion: reduce)').matches;
}
