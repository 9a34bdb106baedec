const clock = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', second: '2-digit' });
const day = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit' });

/** The time of day: `21:54:13`. */
export function timeOfDay(at: number): string {
  return clock.format(at);
}

/** When it was, as short as may be: the time for today, else day and time. */
export function moment(at: number, now: number): string {
  const isToday = new Date(at).toDateString() === new Date(now).toDateString();
  return isToday ? clock.format(at).slice(0, 5) : day.format(at);
}
