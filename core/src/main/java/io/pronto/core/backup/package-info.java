/**
 * What backups are made of, whatever is in them: sealed files, a signed manifest, and the journal
 * of what was erased and of what binds whoever uses and deletes data, which is kept beside them as
 * it happens and carried out again after a restore.
 */
package io.pronto.core.backup;
