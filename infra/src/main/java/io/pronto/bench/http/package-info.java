/** What a request costs, with a year's records of many organisations. */
package io.pronto.bench.http;
