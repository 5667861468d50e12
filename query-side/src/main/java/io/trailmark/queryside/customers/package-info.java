/** Customers: what the projection of their events keeps, and the answers about one of them. */
@NullMarked
package io.trailmark.queryside.customers;

import org.jspecify.annotations.NullMarked;
