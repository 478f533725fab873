package io.pronto.core.hours;

import java.time.DayOfWeek;

/** A part of a day of every week. */
public record WeeklySpan(DayOfWeek day, TimeSpan span) {}
