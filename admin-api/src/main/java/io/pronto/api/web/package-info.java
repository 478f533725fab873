/** From an HTTP request to a reply: who asks, what may be asked, and how a refusal reads. */
package io.pronto.api.web;
