/** OpenID Connect: what an identity provider is asked, and whether what it says holds. */
package io.pronto.api.sso;
