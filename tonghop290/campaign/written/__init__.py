"""What the office wrote of a round: its workbook, or its two texts, read together and held against what was done."""
