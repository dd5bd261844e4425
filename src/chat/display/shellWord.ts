/** A path as a shell, and the program that it starts, take it for one word and for no option. */
export function shellWord(path: string): string {
  const argument = path.startsWith('-') ? `./${path}` : path;
  if (/^[\w./@%+=:,-]+$/.test(argument)) return argument;
  return `'${argument.replaceAll("'", "'\\''")}'`;
}
