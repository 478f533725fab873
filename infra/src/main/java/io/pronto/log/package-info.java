/** What the log looks like: one line per event, for people or for machines. */
package io.pronto.log;
