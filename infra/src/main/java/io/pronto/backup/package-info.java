/**
 * Backups and what is restored from them: the embedded PostgreSQL with its log, the recordings'
 * files and, through {@code core.backup}, the journal of what was erased.
 */
package io.pronto.backup;
