/**
 * Singular and plural of a name. The library knows the rules, and the table below holds the nouns of real schemas that
 * it gets wrong.
 */
import { pluralize, singularize } from 'inflection';

/** Pairs of singular and plural. A noun paired with itself has one form. */
const irregular: readonly (readonly [singular: string, plural: string])[] = [
  // The library reads these as Latin plurals of -um, or they are plurals of -um that English uses as they are.
  ...['data', 'metadata', 'media', 'multimedia', 'bacteria', 'criteria', 'trivia'].map(invariant),
  ...['quota', 'delta', 'beta', 'pasta', 'pizza', 'vista', 'fiesta', 'encyclopedia', 'mania'].map(regular),
  // The library reads these as plurals because of their last letter.
  ...['gas', 'lens', 'iris', 'atlas', 'canvas', 'bias', 'radius', 'focus', 'apparatus', 'plus', 'surplus'].map(
    sibilant,
  ),
  ...['census', 'corpus', 'lotus', 'cactus', 'fungus', 'nexus', 'consensus', 'prospectus', 'syllabus'].map(sibilant),
  ...['locus', 'terminus', 'abacus', 'genius', 'circus', 'chorus', 'status', 'campus', 'bonus', 'virus'].map(sibilant),
  ...['hero', 'echo', 'veto'].map(sibilant),
  ['analysis', 'analyses'],
  ['axis', 'axes'],
  ['alumnus', 'alumni'],
  ['stimulus', 'stimuli'],
  ['nucleus', 'nuclei'],
  // These are nouns in -ie, -ve, -che, -oe, -se, -fe that lose more than their s.
  ...['cookie', 'tie', 'pie', 'die', 'lie', 'movie', 'calorie', 'zombie', 'selfie', 'rookie', 'genie'].map(regular),
  ...['valve', 'nerve', 'reserve', 'sleeve', 'curve', 'wave', 'cave', 'save', 'leave', 'move', 'olive'].map(regular),
  ...['archive', 'directive', 'objective', 'alternative', 'initiative', 'native', 'incentive'].map(regular),
  ...['cache', 'headache', 'niche', 'cliche', 'shoe', 'toe', 'foe', 'canoe'].map(regular),
  ...['base', 'safe', 'cafe', 'giraffe', 'slice', 'police', 'malice', 'blouse', 'spouse'].map(regular),
  // These are plural only, or have one form.
  ...['headquarters', 'means', 'barracks', 'clothes', 'pants', 'scissors', 'politics', 'logistics'].map(invariant),
  ...['corps', 'chassis', 'rendezvous'].map(invariant),
  // These mean many in one word.
  ...['staff', 'personnel', 'cattle', 'swine', 'poultry', 'offspring', 'clothing', 'merchandise'].map(invariant),
  ...['spacecraft', 'hovercraft', 'watercraft', 'firmware', 'trout', 'moose'].map(invariant),
  ...['analytics', 'chaos', 'ethos', 'cosmos'].map(invariant),
  ...['sms', 'gps', 'dns', 'cms', 'aws', 'pos', 'tos', 'ios', 'os', 'gis', 'https', 'yes', 'js'].map(invariant),
  // These are uncountable for the library, but counted in schemas.
  ...['air', 'trust', 'help', 'lack', 'logic', 'honey', 'research', 'flu', 'ice', 'hate', 'respect'].map(
    regularOrSibilant,
  ),
];

const plurals = new Map(irregular);
const singulars = new Map(irregular.map(([singular, plural]) => [plural, singular]));

/** Turns `orders` into `order`. A word that is singular already stays. */
export function singular(words: readonly string[]): string[] {
  return inflectLast(words, (word) => {
    if (plurals.has(word)) return word;
    // The library returns an empty text for `s`.
    return singulars.get(word) ?? (singularize(word) || word);
  });
}

/** Returns the plural of a name that is singular. */
export function plural(words: readonly string[]): string[] {
  return inflectLast(words, (word) => plurals.get(word) ?? pluralize(word));
}

/** Digits have no plural, so `order2024` becomes `orders2024`. */
function inflectLast(words: readonly string[], inflect: (word: string) => string): string[] {
  const last = words.findLastIndex((word) => /[a-z]/.test(word));
  return words.map((word, index) =>
    index === last ? word.replace(/^(.*?)(\d*)$/, (_, stem: string, digits: string) => inflect(stem) + digits) : word,
  );
}

function invariant(noun: string): [string, string] {
  return [noun, noun];
}

function regular(noun: string): [string, string] {
  return [noun, `${noun}s`];
}

function sibilant(noun: string): [string, string] {
  return [noun, `${noun}es`];
}

function regularOrSibilant(noun: string): [string, string] {
  return noun.endsWith('ch') ? sibilant(noun) : regular(noun);
}
