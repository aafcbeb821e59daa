"""The room of documents: the narrative reports in Word and the district tables in Excel."""
