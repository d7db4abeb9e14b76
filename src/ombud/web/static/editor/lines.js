// Where a line of an earlier text stands in the present one. What was written above or below moves nothing else; inside
// what was edited a line is found again by its words.

/** The line's number (both from 1), or null when it is there no more. */
export function lineNow(before, now, line) {
  if (before === now) return line;
  const [old, fresh] = [before.split("\n"), now.split("\n")];
  const at = line - 1;
  const most = Math.min(old.length, fresh.length);
  let same = 0;
  while (same < most && old[same] === fresh[same]) same += 1;
  if (at < same) return line;
  let below = 0;
  while (below < most - same && old[old.length - 1 - below] === fresh[fresh.length - 1 - below]) below += 1;
  if (at >= old.length - below) return line + fresh.length - old.length;
  const rank = old.slice(same, at).filter((one) => one === old[at]).length;
  let found = same - 1;
  for (let n = 0; n <= rank; n += 1) {
    found = fresh.indexOf(old[at], found + 1);
    if (found < 0 || found >= fresh.length - below) return null;
  }
  return found + 1;
}
