/**
 * The PostgreSQL and the Redis that Pronto brings along and runs by itself, for whoever names none.
 * They are processes of their own that outlive Ctrl-C until they are stopped in order, and are
 * found again in the data folder after a crash.
 */
package io.pronto.embedded;
