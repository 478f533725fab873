/**
 * PostgreSQL, the truth. {@link io.pronto.core.db.Database#in} is the only way to a customer's
 * rows: one organisation per transaction, said to the server, whose row-level security repeats the
 * check.
 */
package io.pronto.core.db;
