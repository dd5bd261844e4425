/** The ways in which bytes reach a terminal, a file or a pipe without the process waiting. */
import { write, writeSync } from 'node:fs';
import type { Writable } from 'node:stream';

/** An error as the system reports it. */
export type SystemError = NodeJS.ErrnoException;

/** Takes bytes to where they go, and calls back when they are there or cannot get there. */
export type Put = (bytes: Uint8Array, done: (error: SystemError | null) => void) => void;

/** A terminal that takes nothing is asked again after this long, and then ever less often. */
const FIRST_PAUSE_MS = 1;
const LONGEST_PAUSE_MS = 50;
/** A disk that is full is tried again this often. */
const FULL_PAUSE_MS = 1_000;

/**
 * To a terminal whose descriptor does not block. Node would let a terminal that nobody reads stop
 * the process: libuv itself turns in circles where it could not open the terminal anew.
 */
export function putToTerminal(descriptor: number): Put {
  return (bytes, done) => {
    let written = 0;
    let pauseMs = FIRST_PAUSE_MS;
    const proceed = (): void => {
      try {
        while (written < bytes.length) {
          written += writeSync(descriptor, bytes, written);
          pauseMs = FIRST_PAUSE_MS;
        }
      } catch (error) {
        if (isBusy(error as SystemError)) {
          setTimeout(proceed, pauseMs);
          pauseMs = Math.min(2 * pauseMs, LONGEST_PAUSE_MS);
        } else {
          done(error as SystemError);
        }
        return;
      }
      done(null);
    };
    proceed();
  };
}

/**
 * To a file, in a thread of libuv's: a disk may be slow. One that is full may have room again.
 *
 * @param onFull called each time that the disk takes nothing more; false if nobody waits for room
 */
export function putToFile(descriptor: number, onFull: (error: SystemError) => boolean): Put {
  return (bytes, done) => {
    let written = 0;
    const proceed = (): void => {
      write(descriptor, bytes, written, bytes.length - written, null, (error, count) => {
        if (error && isFull(error) && onFull(error)) {
          setTimeout(proceed, FULL_PAUSE_MS);
        } else if (error && isBusy(error)) {
          setTimeout(proceed, LONGEST_PAUSE_MS);
        } else if (error) {
          done(error);
        } else {
          written += count;
          if (written < bytes.length) proceed();
          else done(null);
        }
      });
    };
    proceed();
  };
}

/** To a pipe or a socket, which Node does not wait for. */
export function putToStream(stream: Writable): Put {
  return (bytes, done) => {
    stream.write(bytes, (error) => done(error ?? null));
  };
}

function isBusy({ code }: SystemError): boolean {
  return code === 'EAGAIN' || code === 'EWOULDBLOCK';
}

function isFull({ code }: SystemError): boolean {
  return code === 'ENOSPC' || code === 'EDQUOT';
}
