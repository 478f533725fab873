/** The record of processing activities (GDPR art. 30), made of what is really configured. */
package io.pronto.core.processing;
