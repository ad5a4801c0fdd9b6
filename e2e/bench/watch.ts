// Runs in the measured page, the app's and the peers' alike: waits until a page stands sharp on the screen, and takes
// the time after the frame that shows it was painted.

export interface Bench {
  /** Milliseconds from the navigation's start until the page is painted sharp. */
  first(page: number): Promise<number>;
  /** Milliseconds from the navigation's start until the app itself shows the page sharp, so that a key turns it. */
  usable(page: number): Promise<number>;
  /** From now on the next key's press is expected to turn to this page. */
  expect(page: number): void;
  /** How long that press took until the page stood sharp. */
  turned(): Promise<Turn>;
  /** Resolves when the page stands painted sharp, on the screen or beside it. */
  prepared(page: number): Promise<void>;
}

/** Milliseconds from a key's press. */
export interface Turn {
  /** Until the frame that holds the page was painted and handed on. */
  painted: number;
  /** Until the screen showed it, to the nearest 8. */
  shown: number;
}

declare global {
  const scheduler: { postTask(task: () => void, options: { priority: "user-blocking" }): Promise<void> };
  interface Window {
    bench: Bench;
  }
}

export function watch(): void {
  // What the browser rounds its own times to, in milliseconds.
  const STEP = 8;
  const pageOf = (page: number) =>
    document.querySelector<HTMLImageElement | HTMLCanvasElement>(
      `[data-page="${page}"] img.sheet-page, canvas.peer[data-page="${page}"]`,
    );
  const isSharp = (shown: HTMLImageElement | HTMLCanvasElement, box: DOMRect) =>
    box.width > 100 &&
    (shown instanceof HTMLImageElement ? shown.naturalWidth : shown.width) >= 0.9 * box.width * devicePixelRatio;
  const stands = (page: number) => {
    const shown = pageOf(page);
    if (!shown) return false;
    // Neighbours lie under the page: what stands is what a finger in the middle would touch.
    const touched = document.elementFromPoint(innerWidth / 2, innerHeight / 2)?.closest("[data-page]");
    const isOnTop = touched === shown.closest("[data-page]") || shown.closest("#first-page") !== null;
    const box = shown.getBoundingClientRect();
    return isOnTop && isSharp(shown, box) && box.left >= -1 && box.right <= innerWidth + 1;
  };
  // Runs in the frame in which it holds, and lets `frames` more begin; the message comes when the last of them has
  // been painted and handed on. A frame is begun only when the one before the last is on the screen, so that two
  // more hold what is drawn by other threads as well.
  const painted = (holds: () => boolean, frames: number) =>
    new Promise<number>((resolve, reject) => {
      const began = performance.now();
      const after = (left: number) => {
        if (left > 0) {
          requestAnimationFrame(() => after(left - 1));
          return;
        }
        // After a key's press the browser holds ordinary tasks back until the screen has changed; not these.
        void scheduler.postTask(() => resolve(performance.now()), { priority: "user-blocking" });
      };
      const look = () => {
        if (holds()) after(frames);
        else if (performance.now() - began < 60_000) requestAnimationFrame(look);
        else reject(new Error(`no sharp page within a minute at ${location.href}: ${document.body.innerText.slice(0, 300)}`));
      };
      requestAnimationFrame(look);
    });
  let turn: Promise<Turn> = Promise.reject(new Error("no turn is expected"));
  turn.catch(() => undefined);
  window.bench = {
    first: (page) => painted(() => stands(page), 2),
    usable: (page) => painted(() => document.getElementById("first-page") === null && stands(page), 2),
    expect: (page) => {
      turn = new Promise((resolve, reject) => {
        const pressed = (event: KeyboardEvent) => {
          // The browser's own word about when the screen showed what the key did.
          const shown = new Promise<number>((tell) => {
            new PerformanceObserver((list, observer) => {
              const key = list.getEntries().find((entry) => entry.startTime === event.timeStamp);
              if (key === undefined) return;
              observer.disconnect();
              tell(key.duration);
            }).observe({ type: "event", durationThreshold: 16, buffered: true } as PerformanceObserverInit);
            // Shorter ones are not reported.
            setTimeout(() => tell(STEP), 1_500);
          });
          painted(() => stands(page), 0).then(
            async (at) => resolve({ painted: at - event.timeStamp, shown: await shown }),
            reject,
          );
        };
        addEventListener("keydown", pressed, { capture: true, once: true });
      });
    },
    turned: () => turn,
    prepared: async (page) => {
      await painted(() => {
        const shown = pageOf(page);
        return shown !== null && isSharp(shown, shown.getBoundingClientRect());
      }, 0);
    },
  };
}
