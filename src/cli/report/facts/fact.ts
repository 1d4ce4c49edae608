/** One line of a report. */
export interface Fact {
  readonly label: string;
  readonly value: string;
}
