package io.pronto.core.calendar;

import java.time.LocalDate;

/**
 * A public holiday.
 *
 * @param name in the country's own language, such as {@code Lundi de Pâques}
 */
public record Holiday(LocalDate date, String name) {}
