/** `14:03:22`: the time of day where the user is. */
export function clockTime(date: Date): string {
  return [date.getHours(), date.getMinutes(), date.getSeconds()].map(twoDigits).join(':');
}

/** `2026-11-28`, where the user is. */
export function calendarDate(date: Date): string {
  const [month, day] = [date.getMonth() + 1, date.getDate()].map(twoDigits);
  return `${date.getFullYear()}-${month}-${day}`;
}

function twoDigits(number: number): string {
  return String(number).padStart(2, '0');
}
