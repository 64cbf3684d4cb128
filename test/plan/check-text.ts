/**
 * The statements by which a gateway checks, at boot and after a change of the database, whether its configuration
 * holds.
 */
import { checkStatements } from '../../loaders/sql/shared/check-statements.ts';
import { driftProbes, functionProbe } from '../../loaders/sql/shared/drift-probes.ts';
import type { PlanningGateway } from './plan-document.ts';

export function checkText({ schema: { model }, rules }: PlanningGateway): string {
  const checks = checkStatements(model, () => false).map(
    ({ path, about, sql }) => `-- ${`${path} ${about}`.trim()}\n${sql}`,
  );
  const probes = [...driftProbes(model.entities, rules.policies), ...model.functions.map(functionProbe)].map(
    ({ sql, parameters, type, message }) => `-- ${message} ${parameters} parameters, type ${type}\n${sql}`,
  );
  return [...checks, ...probes, ''].join('\n\n');
}
