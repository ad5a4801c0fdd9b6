// Slows a whole browser: a CPU quota on its process tree (Linux control groups, version 2 or 1), where this process
// may set one. A quota slows every thread, WebAssembly workers and the compositor too, which DevTools' throttling of
// main threads does not.
import { access, chmod, mkdir, readFile, rm, rmdir, writeFile } from "node:fs/promises";
import { availableParallelism } from "node:os";
import { join } from "node:path";

/** How many times slower. */
export const TIMES = 4;
// A short period, so that a task of some milliseconds is slowed as well, and does not run through on what is left.
const PERIOD_US = 10_000;

export class Quota {
  private constructor(
    private readonly group: string,
    private readonly version: 1 | 2,
  ) {}

  /** A group of our own, without a limit yet; nothing where the machine does not let us. */
  static async make(): Promise<Quota | undefined> {
    const name = `nghisu-bench-${process.pid}`;
    for (const [place, version] of [["/sys/fs/cgroup", 2], ["/sys/fs/cgroup/cpu", 1]] as const) {
      const group = join(place, name);
      try {
        await mkdir(group);
        // Where no control group is mounted this is a plain directory, and stays empty.
        await access(join(group, "cgroup.procs"));
        const quota = new Quota(group, version);
        await quota.lift();
        return quota;
      } catch {
        await rmdir(group).catch(() => rm(group, { recursive: true, force: true }).catch(() => undefined));
      }
    }
    return undefined;
  }

  /** A program that enters the group and then becomes the browser, so that every process of it is inside. */
  async wrap(browser: string, directory: string): Promise<string> {
    const wrapper = join(directory, "slowed-browser");
    await writeFile(wrapper, `#!/bin/sh\necho $$ > ${this.group}/cgroup.procs\nexec ${browser} "$@"\n`);
    await chmod(wrapper, 0o755);
    return wrapper;
  }

  /** Leaves the browser a quarter of the machine. */
  async slow(): Promise<void> {
    await this.set(Math.round((availableParallelism() * PERIOD_US) / TIMES));
  }

  /** Lets it run free. */
  async lift(): Promise<void> {
    await this.set(undefined);
  }

  /** How much time the processes were kept from running, in milliseconds. */
  async throttled(): Promise<number> {
    const stat = await readFile(join(this.group, "cpu.stat"), "utf8");
    const micros = /throttled_usec (\d+)/.exec(stat)?.[1];
    return micros === undefined ? Number(/throttled_time (\d+)/.exec(stat)?.[1] ?? 0) / 1e6 : Number(micros) / 1e3;
  }

  async remove(): Promise<void> {
    // Processes of the browser may still be ending.
    for (let left = 50; left > 0; left -= 1) {
      try {
        await rmdir(this.group);
        return;
      } catch {
        await new Promise((done) => setTimeout(done, 100));
      }
    }
  }

  private async set(micros: number | undefined): Promise<void> {
    if (this.version === 2) {
      await writeFile(join(this.group, "cpu.max"), `${micros ?? "max"} ${PERIOD_US}`);
    } else {
      await writeFile(join(this.group, "cpu.cfs_period_us"), String(PERIOD_US));
      await writeFile(join(this.group, "cpu.cfs_quota_us"), String(micros ?? -1));
    }
  }
}
