/** What stands around one row that PostgreSQL may refuse. */
export const savepoint = 'savepoint espalier_row';
export const releaseSavepoint = 'release savepoint espalier_row';
export const rollBackToSavepoint = 'rollback to savepoint espalier_row';
