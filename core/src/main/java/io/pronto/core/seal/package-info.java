/**
 * What is kept sealed. The master key of the settings seals one key per organisation and one for
 * each of its months. A month's key wraps one key per recording that began in it, which seals the
 * recording's file while it is written. Destroying a wrap destroys what lies under it, wherever
 * copies are: the wrapped key of a recording is in the database alone (and, while its call goes on,
 * in the journal), never beside the file, so that with its row it is gone for every copy of the
 * file; and with the key of a month that is empty, for backups of rows too.
 */
package io.pronto.core.seal;
