package io.trailmark.queryside.customers;

/** An answer as {@code /openapi.json} shows it. */
final class WhyExample {
  static final String ANSWER =
      """
      {
        "customer": "ada",
        "at": "2011-12-05T00:00:00.000Z",
        "playbook": {
          "name": "shop",
          "version": 1,
          "from": "2011-11-01T00:00:00.000Z",
          "until": "2011-12-08T00:00:00.000Z"
        },
        "segments": [{
          "segment": "regular",
          "name": "Regular buyers",
          "words": "2 to 5 orders placed",
          "in": true,
          "nextChange": null,
          "recorded": {
            "state": "reviewed",
            "in": true,
            "since": "2011-12-02T10:00:00.000Z",
            "cause": "activity",
            "playbookVersion": 1
          },
          "condition": {
            "operator": "count",
            "words": "2 to 5 orders placed",
            "holds": true,
            "value": {"number": 2, "unit": "count", "words": "2"},
            "threshold": {"least": 2, "most": 5, "unit": "count", "words": "2 to 5"},
            "deciding": [{
              "words": "orders placed",
              "to": "2011-12-05T00:00:00.000Z",
              "total": 2,
              "activities": [{
                "kind": "order_placed",
                "words": "order placed",
                "occurredAt": "2011-12-02T10:00:00.000Z",
                "amount": 10.0,
                "currency": "GBP",
                "properties": {}
              }, {
                "kind": "order_placed",
                "words": "order placed",
                "occurredAt": "2011-12-01T10:00:00.000Z",
                "amount": 12.5,
                "currency": "GBP",
                "properties": {}
              }]
            }],
            "nextChange": null,
            "parts": []
          }
        }]
      }
      """;

  private WhyExample() {}
}
