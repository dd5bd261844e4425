import type { ButtonHTMLAttributes } from 'preact';

interface ButtonProps extends ButtonHTMLAttributes<HTMLButtonElement> {
  /** What it does, where its sign alone does not say it. */
  readonly label?: string;
}

/** Pushed for what it says, not to send a form. */
export function Button({ label, ...props }: ButtonProps) {
  const named = label === undefined ? {} : { 'aria-label': label, title: label };
  return <button type="button" {...named} {...props} />;
}
