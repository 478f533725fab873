/**
 * The rights of those whom data are about (GDPR, chapter III): where somebody is found, what is
 * asked for and until when it must be answered, and what becomes of it on the organisation's
 * instruction. Where a person can be at all is in {@code subject/places.txt}.
 */
package io.pronto.core.subject;
