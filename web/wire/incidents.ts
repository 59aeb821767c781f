// Which incidents an officer's window holds: what the welcome told, and what was closed since.
import type { Incident } from "./types.ts";

/** With a newer form of one. What is closed stays closed: nothing opens it again. */
export function withIncident(incidents: ReadonlyMap<string, Incident>, i: Incident): ReadonlyMap<string, Incident> {
  return incidents.get(i.incident)?.state === "closed" ? incidents : new Map(incidents).set(i.incident, i);
}

export const incidentsOf = (list: readonly Incident[]): ReadonlyMap<string, Incident> => new Map(list.filter((i) => i.state !== "closed").map((i) => [i.incident, i]));
