package io.pronto.core.breach;

/**
 * Somebody whom a breach affects.
 *
 * @param person a number, E.164; of staff an e-mail address
 * @param staff whether it is one of the organisation's own people
 * @param records how many of the records that were shown are about them
 */
public record AffectedPerson(String person, boolean staff, int records) {}
