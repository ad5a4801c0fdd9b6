// Runs in the measured page, the app's and the peers' alike: waits until a page stands sharp on the screen, and takes
// the time after the frame that shows it was painted.

export interface Bench {
  /** Milliseconds from the navigation's start until the page is painted sharp. */
  first(page: number): Promise<number>;
  /** From now on the next key's press is expected to turn to this page. */
  expect(page: number): void;
  /** Milliseconds from that press until the page was painted sharp. */
  turned(): Promise<number>;
  /** Resolves when the page stands painted sharp, on the screen or beside it. */
  prepared(page: number): Promise<void>;
}

declare global {
  interface Window {
    bench: Bench;
  }
}

export function watch(): void {
  const canvasOf = (page: number) =>
    document.querySelector<HTMLCanvasElement>(`[data-page="${page}"] canvas.sheet-page, canvas.peer[data-page="${page}"]`);
  const isSharp = (canvas: HTMLCanvasElement, box: DOMRect) =>
    box.width > 100 && canvas.width >= 0.9 * box.width * devicePixelRatio;
  const stands = (page: number) => {
    const canvas = canvasOf(page);
    if (!canvas) return false;
    const box = canvas.getBoundingClientRect();
    return isSharp(canvas, box) && box.left >= -1 && box.right <= innerWidth + 1;
  };
  // Runs in the frame in which it holds; the message comes when that frame has been painted and handed on.
  const painted = (holds: () => boolean) =>
    new Promise<number>((resolve, reject) => {
      const began = performance.now();
      const look = () => {
        if (!holds()) {
          if (performance.now() - began < 60_000) requestAnimationFrame(look);
          else reject(new Error(`no sharp page within a minute at ${location.href}: ${document.body.innerText.slice(0, 300)}`));
          return;
        }
        const { port1, port2 } = new MessageChannel();
        port1.onmessage = () => resolve(performance.now());
        port2.postMessage(0);
      };
      requestAnimationFrame(look);
    });
  let turn: Promise<number> = Promise.reject(new Error("no turn is expected"));
  turn.catch(() => undefined);
  window.bench = {
    first: (page) => painted(() => stands(page)),
    expect: (page) => {
      turn = new Promise((resolve, reject) => {
        const pressed = (event: KeyboardEvent) => {
          painted(() => stands(page)).then((at) => resolve(at - event.timeStamp), reject);
        };
        addEventListener("keydown", pressed, { capture: true, once: true });
      });
    },
    turned: () => turn,
    prepared: async (page) => {
      await painted(() => {
        const canvas = canvasOf(page);
        return canvas !== null && isSharp(canvas, canvas.getBoundingClientRect());
      });
    },
  };
}
