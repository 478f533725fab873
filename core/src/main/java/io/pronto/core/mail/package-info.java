/**
 * E-mail that the product itself writes: a queue in the database, and the mail servers that it is
 * handed to. Nothing else speaks SMTP. No history is kept.
 */
package io.pronto.core.mail;
