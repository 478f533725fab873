package io.pronto.core.numbering;

/** A number of the operator's blocks that nobody rents. */
public record AvailableNumber(E164 number, String country, String type) {}
