/** SCIM 2.0 (RFC 7643, RFC 7644) as Okta and Entra call it. */
package io.pronto.api.scim;
