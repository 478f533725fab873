/** The OpenAPI document: read once, served, and what every request is held against. */
package io.pronto.api.contract;
