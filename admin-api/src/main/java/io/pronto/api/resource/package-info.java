/** What is behind each address: one class per resource. */
package io.pronto.api.resource;
