/**
 * Who changed what, and who heard or read what. Changes are written down by the database itself,
 * within their own transaction; what leaves no change behind is {@linkplain
 * io.pronto.core.audit.AuditLog#note noted}. Which rows lists have shown to whom is in a
 * {@linkplain io.pronto.core.audit.ReadJournal journal of its own}, which no chain proves.
 */
package io.pronto.core.audit;
