/** Numbers that come from another operator and numbers that go to one. */
package io.pronto.core.porting;
