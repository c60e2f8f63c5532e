"""The house told in stories: journeys, stages, pages, gateways, and the rules of the house itself."""
