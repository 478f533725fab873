/**
 * How long what is limited is kept: the rules, by which each row has its deadline, and the sweeper
 * that deletes what is due. What depends on what, and why what has no deadline is kept, is in
 * {@code retention/inventory.txt}.
 */
package io.pronto.core.retention;
