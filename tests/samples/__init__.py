"""What tests are made of: invented communes, forms, returns and rounds, and the clients that open them."""
