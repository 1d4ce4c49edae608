import type { ClaimCount, ClaimStore } from '../../src/app/ports/books.ts';
import type { Activity } from '../../src/core/planning/situation.ts';

/** A ClaimStore in a map: group and id → activity. */
export class MemoryClaimStore implements ClaimStore {
  readonly #activities = new Map<string, Activity>();

  record(group: string, activities: readonly Activity[]): void {
    for (const activity of activities) {
      const key = JSON.stringify([group, activity.activityId]);
      const isOver = (this.#activities.get(key)?.status ?? 'running') !== 'running';
      if (!isOver) this.#activities.set(key, { ...activity, group });
    }
  }

  count(group: string | null, from: number, to: number): ClaimCount {
    const launches = this.#of(group).filter(
      ({ startedAt, status }) => startedAt >= from && startedAt < to && status !== 'failed',
    );
    const countOf = (kind: Activity['kind']) =>
      launches.filter((activity) => activity.kind === kind).length;
    return { hits: countOf('from-pool'), misses: countOf('cold') };
  }

  durations(
    group: string,
    kind: Activity['kind'],
    { endedBefore, limit }: { readonly endedBefore: number; readonly limit: number },
  ): number[] {
    return this.#of(group)
      .filter((activity) => activity.kind === kind && activity.status === 'successful')
      .filter(({ endedAt }) => endedAt !== null && endedAt < endedBefore)
      .sort((a, b) => b.startedAt - a.startedAt || (a.activityId < b.activityId ? -1 : 1))
      .flatMap(({ startedAt, endedAt }) => (endedAt === null ? [] : [endedAt - startedAt]))
      .slice(0, limit);
  }

  #of(group: string | null): Activity[] {
    return [...this.#activities.values()].filter((a) => group === null || a.group === group);
  }
}
