/** Single sign-on: an organisation's identity provider, its domains, and whom it signs in. */
package io.pronto.core.sso;
