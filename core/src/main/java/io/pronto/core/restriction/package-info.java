/**
 * How data that somebody has had restricted (GDPR art. 18) are kept from use: what refuses, and
 * says so. The database itself gives nothing of them ({@code V93__restrictions.sql}); who restricts
 * and lifts is in {@link io.pronto.core.subject.Restrictions}.
 */
package io.pronto.core.restriction;
