/** The lines at the bottom of the terminal between two runs: what is waited for, or a filter that is typed. */
import type { OutputStream } from '../../reporters/output-stream.ts';
import { redraw, type DrawnRegion } from '../../reporters/terminal/live-region.ts';

export class Footer {
  readonly #output: OutputStream;
  #drawn: DrawnRegion = [];
  #lines: readonly string[] = [];

  constructor(output: OutputStream) {
    this.#output = output;
  }

  /** The last line is where the cursor stays. */
  show(lines: readonly string[]): void {
    this.#draw('', lines);
  }

  /** Something to stay, above the footer. */
  print(text: string): void {
    this.#draw(text, this.#lines);
  }

  clear(): void {
    this.#draw('', []);
  }

  /** The window has another size. */
  readonly resize = (): void => {
    if (this.#drawn.length > 0) this.#draw('', this.#lines);
  };

  #draw(above: string, lines: readonly string[]): void {
    const drawing = redraw(this.#drawn, above, { lines, columns: this.#output.columns() });
    this.#drawn = drawing.region;
    this.#lines = lines;
    if (drawing.text !== '') void this.#output.write(drawing.text);
  }
}

/** A new page: what stood on the screen goes into the history of the terminal. */
export function newPage(output: OutputStream): void {
  void output.write(`${'\n'.repeat(Math.max(0, output.rows() - 1))}\x1b[H\x1b[J`);
}
