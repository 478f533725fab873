/**
 * Whether any record of a call is missing, or is not what was written. How many records each day
 * has, and a sum of their hashes, is sealed once the day is over ({@link CallSeal}), and held
 * against what there is when somebody must know ({@link Completeness}).
 */
package io.pronto.core.completeness;
