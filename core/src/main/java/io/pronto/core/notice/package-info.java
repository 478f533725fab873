/** What the operator owes its customers to be told, and who of them was. */
package io.pronto.core.notice;
