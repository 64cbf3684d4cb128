/** Reads the `mutations` section of the configuration and checks its form. */
import type { TableName } from '../../model/model.ts';
import type { IssueScope } from '../reader/config-issues.ts';
import { SectionReader } from '../reader/section-reader.ts';
import { switchOf } from '../reader/setting-reader.ts';
import { isRecord } from '../../util/records.ts';
import { ATOMICITIES, type ConstraintWords, ISOLATIONS, type MutationSettings } from './mutation-settings.ts';
import { WRITE_ACTIONS } from './write-actions.ts';

/** Gives null where nothing can be written. */
export function readMutations(value: unknown, issues: IssueScope, development: boolean): MutationSettings | null {
  const isOn = switchOf(value);
  if (isOn === false) return null;
  if (isOn === true) return readPart(new SectionReader({}, issues), development);
  if (isRecord(value)) return readPart(new SectionReader(value, issues), development);
  return issues.wrong('must be true, false or an object of settings of mutations');
}

function readPart(section: SectionReader, development: boolean): MutationSettings {
  const settings = {
    atomic: section.choice('atomic', ATOMICITIES) ?? 'operation',
    prefix: readPrefix(section),
    without: readFields(section),
    isolation: section.choice('isolation', ISOLATIONS) ?? 'repeatable read',
    attempts: section.integer('attempts', 1) ?? 10,
    idempotency: readTable(section),
    dryRun: section.flag('dryRun', development),
    constraintNames: section.flag('constraintNames', false),
    only: section.choice('only', ['all', 'listed']) ?? 'all',
    constraints: section.named('constraints', readWords),
    raised: readRaised(section),
  };
  if (settings.atomic === 'field' && settings.idempotency) {
    section.wrong('idempotency', "keeps one answer per operation, which needs atomic: 'operation'");
  }
  section.end();
  return settings;
}

function readPrefix(section: SectionReader): string | null {
  const prefix = section.text('prefix');
  if (prefix !== null && !/^[a-z][A-Za-z0-9]*$/.test(prefix)) {
    section.wrong('prefix', "must be a word in letters and digits that begins with a small one, such as 'shop'");
  }
  return prefix;
}

/** Gives the kinds of fields that are taken away. */
function readFields(section: SectionReader): MutationSettings['without'] {
  const switches = section.below('fields', section.any('fields') ?? {});
  const without = WRITE_ACTIONS.filter((action) => !switches.flag(action, true));
  switches.end();
  return new Set(without);
}

function readTable(section: SectionReader): TableName | null {
  const text = section.text('idempotency');
  const [, schema, name] = /^([^.]+)\.([^.]+)$/.exec(text ?? '') ?? [];
  if (schema !== undefined && name !== undefined) return { schema, name };
  if (text !== null)
    section.wrong('idempotency', "must be a table with its schema, such as 'public.espalier_requests'");
  return null;
}

function readWords(section: SectionReader): ConstraintWords {
  const words = { code: section.text('code'), message: section.text('message') };
  checkCode(section, 'code', words.code);
  section.end();
  return words;
}

function readRaised(section: SectionReader): ReadonlyMap<string, string> {
  const codes = [...section.namedValues('raised')].flatMap(([state, code]): [string, string][] => {
    const at = `raised.${state}`;
    if (!/^[0-9A-Z]{5}$/.test(state)) section.wrong(at, 'is not an SQLSTATE: five digits and capital letters');
    if (typeof code !== 'string') section.wrong(at, "must be the code of the error, such as 'OUT_OF_STOCK'");
    else checkCode(section, at, code);
    return typeof code === 'string' ? [[state, code]] : [];
  });
  return new Map(codes);
}

function checkCode(section: SectionReader, at: string, code: string | null): void {
  if (code !== null && !/^[A-Z][A-Z0-9_]*$/.test(code)) {
    section.wrong(at, "must be a code of capital letters, such as 'EMAIL_TAKEN'");
  }
}
