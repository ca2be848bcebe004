/** What only some families have in their loss, by the engine's names (`EpochRecord.terms`), for people. */
import { glossary, type Term } from '../../glossary.ts';

const LEVEL = /^klLevel(\d+)$/;

/** The entry that explains a part of the loss. */
export function glossaryTermOf(name: string): Term {
  if (LEVEL.test(name)) return 'klLevel';
  return name in glossary ? (name as Term) : 'lossTerm';
}

/** `totalCorrelation` -> "Total correlation", for those that the glossary does not know too. */
export function titleOfLossTerm(name: string): string {
  const level = LEVEL.exec(name)?.[1];
  if (level !== undefined) return `KL of level ${level}`;
  if (name in glossary) return glossary[name as Term].name;
  const words = name.replace(/([A-Z])/g, (letter) => ` ${letter.toLowerCase()}`);
  return words.charAt(0).toUpperCase() + words.slice(1);
}
