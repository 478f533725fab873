/**
 * Who a request comes from, where its devices can be reached, and whether they still answer there.
 */
package io.pronto.sip.registrar;
