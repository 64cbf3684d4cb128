/** Statements that stand around writes: one row that PostgreSQL may refuse, and constraints that would wait for the COMMIT. */
export const savepoint = 'savepoint espalier_row';
export const releaseSavepoint = 'release savepoint espalier_row';
export const rollBackToSavepoint = 'rollback to savepoint espalier_row';
/** Violations are errors of the field that asks, and not of COMMIT; deferred triggers have run when it is over. */
export const checkConstraints = 'set constraints all immediate';
