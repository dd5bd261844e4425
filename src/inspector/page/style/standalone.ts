import theme from './theme.css?raw';

/**
 * The style of a picture in a file of its own. The colours are set on the picture itself: it may be
 * put into a page that has others.
 */
export function standaloneStyle(picture: string, ...styles: readonly string[]): string {
  return [theme.replaceAll(':root', picture), ...styles].join('\n');
}
