/**
 * Legal holds: what is kept whatever its deadline says, by number, person or period, set and lifted
 * by two people each. What a hold is about is decided in SQL ({@code legal_holds_about}, and {@code
 * retention_held} of one thing), where every sweep asks.
 */
package io.pronto.core.hold;
