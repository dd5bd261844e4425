const { STATECHAT_TEST_PATIENCE_MS = '25000' } = process.env;
/** How long a test waits for something that is bound to come, on a busy machine too. */
const PATIENCE_MS = Number(STATECHAT_TEST_PATIENCE_MS);

/** Lets a test wait for a condition, which is looked at whenever something has happened. */
export class Happenings {
  private readonly looks = new Set<() => void>();

  /** Something that may have made a condition true. */
  happened(): void {
    for (const look of [...this.looks]) look();
  }

  /**
   * Waits until `condition` holds.
   *
   * @param complaint says what is missing, should it not come to hold
   */
  until(condition: () => boolean, complaint: () => string): Promise<void> {
    // Made here, so that its stack leads to the line of the test that waits.
    const error = new Error();
    return new Promise((resolve, reject) => {
      const finish = (settle: () => void) => {
        clearTimeout(timer);
        this.looks.delete(look);
        settle();
      };
      const look = () => {
        if (condition()) finish(resolve);
      };
      const timer = setTimeout(() => {
        finish(() => {
          error.message = complaint();
          reject(error);
        });
      }, PATIENCE_MS);
      this.looks.add(look);
      look();
    });
  }
}
